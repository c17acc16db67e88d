"""What the product promises about speed, measured as ratios against a bound of the same run."""
