"""What makes builds and pages cheaper, and changes nothing that a reader sees: each can be left out."""
