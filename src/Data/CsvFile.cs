using nietras.SeparatedValues;

namespace NeuralNet.Gen;

/// <summary>
/// Reads tables in CSV (RFC 4180, with any separator) by Sep: UTF-8, values in quotes may hold separators, line ends and doubled quotes, blanks around values are left out, empty lines are passed over.
/// </summary>
public static class CsvFile
{
    /// <summary>Reads the columns of a schema.</summary>
    /// <param name="path">The file.</param>
    /// <param name="schema">The columns that are kept. With a header they are found by name, and others are passed over; without one they are all of the file's, in its order.</param>
    /// <param name="options">The defaults when <c>null</c>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DataFormatException">
    /// The file is no UTF-8, a column of the schema is not there, a row has another number of values, a value is no number or missing where it may not be. The message names line and column.
    /// </exception>
    public static TabularData Read(string path, IReadOnlyList<TabularColumn> schema, CsvOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        options ??= new CsvOptions();
        string text = TextFile.Read(path);
        var builder = new TabularBuilder(path, schema, options.MissingMarkers);
        CheckQuotes(path, text);
        try
        {
            // Rows are counted here: Sep's own check knows neither the file nor what an empty line means.
            using SepReader reader = Sep.New(options.Separator).Reader(o => o with
            {
                HasHeader = false, DisableColCountCheck = true, Unescape = true, Trim = SepTrim.All, CultureInfo = System.Globalization.CultureInfo.InvariantCulture,
            }).FromText(text);
            Read(path, reader, schema, options, builder);
        }
        catch (Exception exception) when (exception is InvalidDataException or NotSupportedException or FormatException or ArgumentException)
        {
            throw new DataFormatException(path, -1, $"the file is no table in CSV: {exception.Message}", exception);
        }

        return builder.Build();
    }

    private static void Read(string path, SepReader reader, IReadOnlyList<TabularColumn> schema, CsvOptions options, TabularBuilder builder)
    {
        int[]? places = null;
        int width = 0;
        foreach (SepReader.Row row in reader)
        {
            if (row.ColCount == 1 && row[0].Span.IsEmpty && (places is null || width > 1)) continue;
            string line = $"line {row.LineNumberFrom}";
            if (places is null)
            {
                width = row.ColCount;
                places = options.HasHeader ? ByName(path, line, row, schema) : InOrder(path, line, width, schema);
                if (options.HasHeader) continue;
            }

            if (row.ColCount != width) throw new DataFormatException(path, -1, $"{line}: {row.ColCount} values; {width} are expected, as in the first row");
            for (int c = 0; c < places.Length; c++) builder.Add(c, row[places[c]].Span, line);
            builder.EndRow();
        }

        if (places is null) throw new DataFormatException(path, -1, "the file has no rows");
    }

    private static int[] ByName(string path, string line, SepReader.Row header, IReadOnlyList<TabularColumn> schema)
    {
        int[] places = new int[schema.Count];
        Array.Fill(places, -1);
        for (int h = 0; h < header.ColCount; h++)
        {
            ReadOnlySpan<char> name = header[h].Span;
            for (int c = 0; c < places.Length; c++)
            {
                if (!name.SequenceEqual(schema[c].Name)) continue;
                if (places[c] >= 0) throw new DataFormatException(path, -1, $"{line}: two columns are named '{schema[c].Name}'");
                places[c] = h;
            }
        }

        int missing = Array.IndexOf(places, -1);
        if (missing < 0) return places;
        var names = new List<string>();
        for (int h = 0; h < Math.Min(header.ColCount, 50); h++) names.Add(Short(header[h].Span));
        throw new DataFormatException(path, -1, $"{line}: there is no column '{schema[missing].Name}'; the header has {string.Join(", ", names)}");
    }

    private static int[] InOrder(string path, string line, int width, IReadOnlyList<TabularColumn> schema)
        => width == schema.Count
            ? [.. Enumerable.Range(0, width)]
            : throw new DataFormatException(path, -1, $"{line}: {width} values; the schema has {schema.Count} columns, and without a header it has all of the file's");

    /// <summary>An odd number of quotes leaves one open: all that follows would be one value.</summary>
    private static void CheckQuotes(string path, string text)
    {
        int lines = 1, lastLine = 1;
        bool open = false;
        foreach (char c in text)
        {
            if (c == '\n')
            {
                lines++;
            }
            else if (c == '"')
            {
                open = !open;
                lastLine = lines;
            }
        }

        if (open) throw new DataFormatException(path, -1, $"line {lastLine}: a quote has no end");
    }

    private static string Short(ReadOnlySpan<char> name) => name.Length <= 40 ? $"'{name}'" : $"'{name[..40]}…'";
}
