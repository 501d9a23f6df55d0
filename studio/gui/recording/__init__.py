"""What the Record page does, apart from how it looks."""
