/// Holds what a running head-office node answers against the OpenAPI document that it serves. Used by the tests of this
/// module and by the bench, and in nothing that is shipped; knows no class of the node.
@NullMarked
package io.tillpost.matrix;

import org.jspecify.annotations.NullMarked;
