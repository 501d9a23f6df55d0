"""Sound in and out: files, levels, spectrogram, pitch, energy, import, devices."""
