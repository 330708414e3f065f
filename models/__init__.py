from . import unit
from . import plan
