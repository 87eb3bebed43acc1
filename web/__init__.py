"""Plain HTTP beside the screens: what guards them, and the few addresses of our own."""
