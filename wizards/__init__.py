from . import plan, unit
