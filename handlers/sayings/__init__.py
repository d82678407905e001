"""What people type out of the blue, and what it means."""
