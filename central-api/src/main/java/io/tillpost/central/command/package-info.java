/// What head office asks the agents in the stores to do. A command is kept before it is sent, is sent until a report has
/// come, and ends by the agent's word, or by ours as long as no agent can have it.
@NullMarked
package io.tillpost.central.command;

import org.jspecify.annotations.NullMarked;
