"""Decision chains: seats, who listens to whom, influence at purchase and at renewal: table 2."""
