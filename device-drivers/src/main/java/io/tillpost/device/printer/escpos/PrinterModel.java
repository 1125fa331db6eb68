package io.tillpost.device.printer.escpos;

import io.tillpost.device.printer.PaperWidth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What one printer model can do. `columns` counts characters of font A; `dots` are those of the printed width; `codePages` are in
/// order of preference; `barcodes` says whether it knows `GS k`; `answers` is false for a printer that cannot be asked, whose jobs
/// stay unconfirmed for ever.
///
/// The facts of the table are those of escpos-printer-db (see NOTICE), reduced to tables that the JDK knows. Where it has no dots,
/// they are the fewest that paper of that width has.
public record PrinterModel(String name, int columns, int dots, List<CodePage> codePages, boolean cuts,
        boolean barcodes, boolean answers) {
    /// 72 mm at 180 dots per inch.
    private static final int DOTS_80_MM = 512;
    /// 48 mm at 203 dots per inch.
    private static final int DOTS_58_MM = 384;

    private static final List<CodePage> WEST = List.of(CodePage.of(0, "IBM437"), CodePage.of(2, "IBM850"),
            CodePage.of(19, "IBM00858"), CodePage.of(16, "windows-1252"), CodePage.of(18, "IBM852"));

    private static final List<CodePage> EPSON_IV = join(WEST, CodePage.of(3, "IBM860"),
            CodePage.of(4, "IBM863"), CodePage.of(5, "IBM865"), CodePage.of(17, "IBM866"));

    private static final List<CodePage> EPSON = join(EPSON_IV, CodePage.of(13, "IBM857"),
            CodePage.of(14, "x-IBM737"), CodePage.of(15, "ISO-8859-7"), CodePage.of(33, "IBM775"),
            CodePage.of(34, "IBM855"), CodePage.of(35, "IBM861"), CodePage.of(39, "ISO-8859-2"),
            CodePage.of(40, "ISO-8859-15"), CodePage.of(45, "windows-1250"), CodePage.of(46, "windows-1251"),
            CodePage.of(47, "windows-1253"), CodePage.of(48, "windows-1254"),
            CodePage.of(51, "windows-1257"));

    private static final List<CodePage> RONGTA = List.of(CodePage.of(0, "IBM437"), CodePage.of(2, "IBM850"),
            CodePage.of(19, "IBM00858"), CodePage.of(16, "windows-1252"), CodePage.of(18, "IBM852"),
            CodePage.of(7, "IBM866"), CodePage.of(17, "windows-1253"), CodePage.of(30, "windows-1250"),
            CodePage.of(32, "windows-1254"), CodePage.of(25, "windows-1257"));

    private static final List<CodePage> MUNBYN = List.of(CodePage.of(0, "IBM437"), CodePage.of(2, "IBM850"),
            CodePage.of(19, "IBM00858"), CodePage.of(6, "windows-1252"), CodePage.of(18, "IBM852"),
            CodePage.of(17, "IBM866"));

    private static final Map<String, PrinterModel> BY_NAME = table(
            new PrinterModel("generic-80mm", 42, DOTS_80_MM, WEST, true, true, true),
            new PrinterModel("generic-58mm", 32, DOTS_58_MM, WEST, false, true, true),
            new PrinterModel("text-only-80mm", 42, DOTS_80_MM, WEST.subList(0, 1), false, false, false),
            new PrinterModel("TM-T88IV", 42, DOTS_80_MM, EPSON_IV, true, true, true),
            new PrinterModel("TM-T88V", 42, DOTS_80_MM, EPSON, true, true, true),
            new PrinterModel("TM-T20II", 48, 576, EPSON, true, true, true),
            new PrinterModel("POS-5890", 32, DOTS_58_MM, WEST, false, false, true),
            new PrinterModel("RP326", 42, DOTS_80_MM, RONGTA, true, true, true),
            new PrinterModel("ITPP047", 42, DOTS_80_MM, MUNBYN, true, true, true));

    public PrinterModel {
        codePages = List.copyOf(codePages);
        if (codePages.isEmpty()) {
            throw new IllegalArgumentException("model " + name + " has no code page, expected at least one");
        }
    }

    /// A model of the table, by its exact name.
    public static Optional<PrinterModel> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /// The names of the table.
    public static Set<String> names() {
        return BY_NAME.keySet();
    }

    /// The paper that documents are laid out on for it.
    public PaperWidth paper() {
        return new PaperWidth(columns, barcodes ? dots : 0);
    }

    private static Map<String, PrinterModel> table(PrinterModel... models) {
        var byName = new TreeMap<String, PrinterModel>();
        for (var model : models) {
            byName.put(model.name(), model);
        }
        return byName;
    }

    private static List<CodePage> join(List<CodePage> first, CodePage... more) {
        return Stream.concat(first.stream(), Stream.of(more)).toList();
    }
}
