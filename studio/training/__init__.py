"""From takes to a voice: data set, losses, the loop, the judge and the report card."""
