"""How numbers and dates are written where Django's own rules are not what readers expect."""
