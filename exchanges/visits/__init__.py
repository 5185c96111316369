"""考察交流: arranging, signing up, asking before, taking home, asking after."""
