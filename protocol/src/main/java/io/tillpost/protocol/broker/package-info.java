/// Which of several brokers is tried next. Agents and head office's nodes ask it before each connection.
@NullMarked
package io.tillpost.protocol.broker;

import org.jspecify.annotations.NullMarked;
