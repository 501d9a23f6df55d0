"""Parts that pages are made of. They show and ask; none does work."""
