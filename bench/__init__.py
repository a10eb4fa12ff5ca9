"""How fast Lodestone is, each figure beside a yardstick of the same run. See README.md."""
