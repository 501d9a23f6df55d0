"""What a voice is, and the library on disk. Standard library only."""
