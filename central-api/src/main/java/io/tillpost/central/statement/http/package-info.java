/// Imports of settlement files and bank statements, and the bank accounts they are about.
@NullMarked
package io.tillpost.central.statement.http;

import org.jspecify.annotations.NullMarked;
