#include "tests/pch.h"
