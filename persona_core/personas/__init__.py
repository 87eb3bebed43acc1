"""The persona card, composed once and shown everywhere."""
