"""The formats of exports, a module each. They write files and know no database: see docs/adding-an-export-format.md."""
