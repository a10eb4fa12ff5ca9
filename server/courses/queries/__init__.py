"""Reading courses. Every query takes the actor first and shows only what that actor may see."""
