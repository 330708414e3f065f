from .evaluation import *
from .plan import *
from .unit import *
