#pragma once
#include "barrier.h"
#include "memory.h"
#include "prefetch.h"
#include "processor.h"
#include "signals.h"
#include "terminal.h"
#include "words.h"
