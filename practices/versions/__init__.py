"""What was published stays: older versions to read and to cite, side by side, and what a withdrawn case leaves."""
