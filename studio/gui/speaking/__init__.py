"""What the Speak page does, apart from how it looks: speaking, takes, edits."""
