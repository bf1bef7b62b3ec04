#pragma once
#include "memory.h"
#include "prefetch.h"
#include "processor.h"
#include "terminal.h"
