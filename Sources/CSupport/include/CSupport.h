#pragma once
#include "memory.h"
#include "processor.h"
#include "terminal.h"
