"""What is made with a voice: speaking, hearing, marking."""
