from .plan import *
from .unit import *
