"""The product without a screen: slices of business logic over one database."""
