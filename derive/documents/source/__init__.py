"""Where the formulas of a file stand: directives, displays, macros; code and comments left out."""
