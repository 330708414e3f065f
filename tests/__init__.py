from .citizen import *
from .evaluation import *
from .plan import *
from .unit import *
