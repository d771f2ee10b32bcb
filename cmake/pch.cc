// The library that the common precompiled header belongs to.
#include "cmake/pch.h"
