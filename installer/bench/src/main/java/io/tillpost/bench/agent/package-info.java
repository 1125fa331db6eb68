/// `tillpost bench agent`: how soon an agent sells after its start, and how much memory it lives in after a day's sales. The
/// agent is a process of its own, started as in a store; the large journal is written by the journal itself.
@NullMarked
package io.tillpost.bench.agent;

import org.jspecify.annotations.NullMarked;
