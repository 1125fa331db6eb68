/// `tillpost bench till`: how quick the till page is, against the real agent with simulated devices, with 50,000 articles.
@NullMarked
package io.tillpost.bench.till;

import org.jspecify.annotations.NullMarked;
