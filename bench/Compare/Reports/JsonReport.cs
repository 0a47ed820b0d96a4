using System.Text.Json;

namespace Compare.Reports;

/// <summary>Writes rows as a JSON array of flat objects.</summary>
internal static class JsonReport
{
    /// <summary>Writes the rows of a comparison.</summary>
    /// <param name="path">Replaced when it exists.</param>
    /// <param name="rows">In the order of the report.</param>
    public static void Write(string path, IReadOnlyList<Row> rows) => Write(path, rows, (json, row) =>
    {
        json.WriteString("name", row.Workload);
        json.WriteString("phase", row.Phase);
        json.WriteNumber("threads", row.Threads);
        json.WriteNumber("ours_us", Math.Round(row.Ours.Median, 4));
        json.WriteString("peer", row.Rival?.Peer.Name);
        WriteNumberOrNull(json, "peer_us", row.Rival?.Time.Median);
        WriteNumberOrNull(json, "ratio", row.Ratio);
        json.WriteNumber("flops", row.Flops);
        json.WriteNumber("fma_fraction", Math.Round(row.FmaFraction, 4));
        json.WriteNumber("p_gflops", Math.Round(row.PeakGflops, 2));
        json.WriteString("peer_version", row.Rival?.Peer.Version);
    });

    /// <summary>Writes to a neighbour first and renames it, so that a failure leaves an older file as it is.</summary>
    /// <param name="path">Replaced when it exists.</param>
    /// <param name="rows">One object each.</param>
    /// <param name="write">Writes an object's properties.</param>
    public static void Write<T>(string path, IReadOnlyList<T> rows, Action<Utf8JsonWriter, T> write)
    {
        string unfinished = path + ".tmp";
        using (FileStream stream = File.Create(unfinished))
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartArray();
            foreach (T row in rows)
            {
                json.WriteStartObject();
                write(json, row);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        File.Move(unfinished, path, overwrite: true);
    }

    public static void WriteNumberOrNull(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number) json.WriteNumber(name, Math.Round(number, 4));
        else json.WriteNull(name);
    }
}
