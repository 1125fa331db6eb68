/// Where a program's master key comes from: a file, a systemd credential, Windows' data protection. The one room of the
/// protocol that reads files and calls the operating system; used by both programs' mains and vaults. It knows
/// of files with other secrets who may read them.
@NullMarked
package io.tillpost.protocol.masterkey;

import org.jspecify.annotations.NullMarked;
