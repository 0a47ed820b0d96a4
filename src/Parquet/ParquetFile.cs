using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace NeuralNet.Gen;

/// <summary>
/// Reads tables in Apache Parquet by Parquet.Net, into the same <see cref="TabularData"/> as a CSV file. Columns are typed: numbers come from integers, floating-point and decimal numbers and truth values (1 and 0), names from
/// text, integers and truth values (<c>true</c> and <c>false</c>). A null, a NaN and an empty text are missing values.
/// </summary>
public static class ParquetFile
{
    /// <summary>Reads the columns of a schema; the file's others are passed over.</summary>
    /// <param name="path">The file, of at most 2 GB.</param>
    /// <param name="schema">The columns that are kept, by name.</param>
    /// <param name="options">The defaults when <c>null</c>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DataFormatException">
    /// The file is no Parquet or damaged, has too many rows, lacks a column of the schema or has it in another type, or a value is missing where it may not be. The message names column and row.
    /// </exception>
    public static TabularData Read(string path, IReadOnlyList<TabularColumn> schema, ParquetFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(schema);
        options ??= new ParquetFileOptions();
        if (options.MaxRows < 1) throw new ArgumentOutOfRangeException(nameof(options), options.MaxRows, $"{nameof(ParquetFileOptions.MaxRows)} is at least 1");
        var builder = new TabularBuilder(path, schema);
        byte[] file = Content(path);
        int footer = ParquetStructure.CheckFooter(path, file);
        try
        {
            // The memory is read by the thread that asks for it: nothing is waited for.
            ReadAsync(path, file, footer, schema, options, builder).GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is not DataFormatException)
        {
            // The library meets damage with whatever exception is nearest to it.
            throw new DataFormatException(path, -1, $"the file is damaged, or no Parquet that is read: {exception.Message}", exception);
        }

        return builder.Build();
    }

    private static byte[] Content(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        if (stream.Length > Array.MaxLength) throw new DataFormatException(path, -1, $"the file has {stream.Length} bytes; at most {Array.MaxLength} are read");
        byte[] content = new byte[stream.Length];
        int length = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return length == content.Length ? content : throw new DataFormatException(path, length, $"the file ended; {content.Length} bytes were there when it was opened");
    }

    private static async Task ReadAsync(string path, byte[] file, int footer, IReadOnlyList<TabularColumn> schema, ParquetFileOptions options, TabularBuilder builder)
    {
        using var stream = new MemoryStream(file, writable: false);
        ParquetReader reader = await ParquetReader.CreateAsync(stream, new ParquetOptions { TreatByteArrayAsString = true }, leaveStreamOpen: true).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            DataField[] fields = [.. schema.Select((column, c) => Find(path, reader.Schema, column, builder.HoldsNames(c)))];
            long rows = CheckRows(path, reader, options);
            long first = 1;
            for (int g = 0; g < reader.RowGroupCount; g++)
            {
                using ParquetRowGroupReader group = reader.OpenRowGroupReader(g);
                int count = (int)group.RowCount;
                if (count == 0) continue;
                var columns = new Array[fields.Length];
                for (int c = 0; c < fields.Length; c++)
                {
                    if (group.GetMetadata(fields[c])?.MetaData is not { } chunk) throw new DataFormatException(path, -1, $"row group {g + 1} of {reader.RowGroupCount} lacks the column '{schema[c].Name}'");
                    ParquetStructure.CheckPages(path, file, footer, schema[c].Name, chunk, count);
                    columns[c] = builder.HoldsNames(c) ? await NamesAsync(group, fields[c], count).ConfigureAwait(false) : await NumbersAsync(group, fields[c], count).ConfigureAwait(false);
                }

                AddRows(builder, columns, count, first);
                first += count;
            }

            if (first - 1 != rows) throw new DataFormatException(path, -1, $"{first - 1} rows were read; {rows} are expected");
        }
    }

    private static long CheckRows(string path, ParquetReader reader, ParquetFileOptions options)
    {
        long rows = 0;
        for (int g = 0; g < reader.RowGroupCount; g++)
        {
            long count = reader.RowGroups[g].RowCount;
            if (count < 0 || count > options.MaxRows - rows)
                throw new DataFormatException(path, -1, $"row group {g + 1} of {reader.RowGroupCount} has {count} rows, with {rows} before it; at most {options.MaxRows} are read ({nameof(ParquetFileOptions)}.{nameof(ParquetFileOptions.MaxRows)})");
            rows += count;
        }

        long promised = reader.Metadata?.NumRows ?? rows;
        if (promised != rows) throw new DataFormatException(path, -1, $"the footer promises {promised} rows; the row groups have {rows}");
        return rows;
    }

    private static DataField Find(string path, ParquetSchema schema, TabularColumn column, bool names)
    {
        DataField[] found = [.. schema.DataFields.Where(f => f.Path.Length == 1 && f.Name == column.Name)];
        if (found.Length > 1) throw new DataFormatException(path, -1, $"two columns are named '{column.Name}'");
        if (found.Length == 0)
        {
            if (schema.Fields.Any(f => f.Name == column.Name)) throw new DataFormatException(path, -1, $"column '{column.Name}' is a list or a structure; one {(names ? "name" : "number")} a row is expected");
            throw new DataFormatException(path, -1, $"there is no column '{column.Name}'; the file has {string.Join(", ", schema.Fields.Take(50).Select(f => f.Name.Length <= 40 ? $"'{f.Name}'" : $"'{f.Name[..40]}…'"))}");
        }

        DataField field = found[0];
        if (field.IsArray || field.MaxRepetitionLevel > 0) throw new DataFormatException(path, -1, $"column '{column.Name}' is a list; one {(names ? "name" : "number")} a row is expected");
        bool fits = IsInteger(field.ClrType) || field.ClrType == typeof(bool)
            || (names ? field.ClrType == typeof(ReadOnlyMemory<char>) || field.ClrType == typeof(string) : field.ClrType == typeof(float) || field.ClrType == typeof(double) || field.ClrType == typeof(decimal));
        return fits ? field : throw new DataFormatException(path, -1, $"column '{column.Name}' holds {NameOf(field.ClrType)}; {(names ? "names (text, integers or truth values) are" : "numbers are")} expected");
    }

    private static string NameOf(Type type)
        => type == typeof(ReadOnlyMemory<char>) || type == typeof(string) ? "text" : type == typeof(ReadOnlyMemory<byte>) || type == typeof(byte[]) ? "bytes" : $"values of type {type.Name}";

    private static bool IsInteger(Type type)
        => type == typeof(int) || type == typeof(long) || type == typeof(short) || type == typeof(sbyte) || type == typeof(byte) || type == typeof(ushort) || type == typeof(uint) || type == typeof(ulong);

    private static void AddRows(TabularBuilder builder, Array[] columns, int count, long first)
    {
        for (int r = 0; r < count; r++)
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"row {first + r}");
            for (int c = 0; c < columns.Length; c++)
            {
                if (columns[c] is float[] numbers) builder.Add(c, numbers[r], place);
                else if (((string?[])columns[c])[r] is { } name) builder.Add(c, name, place);
                else builder.AddMissing(c, place);
            }

            builder.EndRow();
        }
    }

    private static async Task<Array> NumbersAsync(ParquetRowGroupReader group, DataField field, int count) => Type.GetTypeCode(field.ClrType) switch
    {
        TypeCode.Boolean => await ValuesAsync(group, field, count, float.NaN, (bool v) => v ? 1f : 0f).ConfigureAwait(false),
        TypeCode.SByte => await ValuesAsync(group, field, count, float.NaN, (sbyte v) => (float)v).ConfigureAwait(false),
        TypeCode.Byte => await ValuesAsync(group, field, count, float.NaN, (byte v) => (float)v).ConfigureAwait(false),
        TypeCode.Int16 => await ValuesAsync(group, field, count, float.NaN, (short v) => (float)v).ConfigureAwait(false),
        TypeCode.UInt16 => await ValuesAsync(group, field, count, float.NaN, (ushort v) => (float)v).ConfigureAwait(false),
        TypeCode.Int32 => await ValuesAsync(group, field, count, float.NaN, (int v) => (float)v).ConfigureAwait(false),
        TypeCode.UInt32 => await ValuesAsync(group, field, count, float.NaN, (uint v) => (float)v).ConfigureAwait(false),
        TypeCode.Int64 => await ValuesAsync(group, field, count, float.NaN, (long v) => (float)v).ConfigureAwait(false),
        TypeCode.UInt64 => await ValuesAsync(group, field, count, float.NaN, (ulong v) => (float)v).ConfigureAwait(false),
        TypeCode.Single => await ValuesAsync(group, field, count, float.NaN, (float v) => v).ConfigureAwait(false),
        TypeCode.Double => await ValuesAsync(group, field, count, float.NaN, (double v) => (float)v).ConfigureAwait(false),
        _ => await ValuesAsync(group, field, count, float.NaN, (decimal v) => (float)v).ConfigureAwait(false),
    };

    private static async Task<Array> NamesAsync(ParquetRowGroupReader group, DataField field, int count)
    {
        switch (Type.GetTypeCode(field.ClrType))
        {
            case TypeCode.Boolean: return await ValuesAsync<bool, string?>(group, field, count, null, v => v ? "true" : "false").ConfigureAwait(false);
            case TypeCode.SByte: return await TextAsync<sbyte>().ConfigureAwait(false);
            case TypeCode.Byte: return await TextAsync<byte>().ConfigureAwait(false);
            case TypeCode.Int16: return await TextAsync<short>().ConfigureAwait(false);
            case TypeCode.UInt16: return await TextAsync<ushort>().ConfigureAwait(false);
            case TypeCode.Int32: return await TextAsync<int>().ConfigureAwait(false);
            case TypeCode.UInt32: return await TextAsync<uint>().ConfigureAwait(false);
            case TypeCode.Int64: return await TextAsync<long>().ConfigureAwait(false);
            case TypeCode.UInt64: return await TextAsync<ulong>().ConfigureAwait(false);
            default:
                string?[] names = new string?[count];
                await group.ReadAsync(field, new Memory<string?>(names)).ConfigureAwait(false);
                return names;
        }

        Task<string?[]> TextAsync<T>()
            where T : struct, IFormattable
            => ValuesAsync<T, string?>(group, field, count, null, v => v.ToString(null, CultureInfo.InvariantCulture));
    }

    private static async Task<TResult[]> ValuesAsync<T, TResult>(ParquetRowGroupReader group, DataField field, int count, TResult missing, Func<T, TResult> convert)
        where T : struct
    {
        var result = new TResult[count];
        if (field.IsNullable)
        {
            var values = new T?[count];
            await group.ReadAsync<T>(field, new Memory<T?>(values)).ConfigureAwait(false);
            for (int i = 0; i < count; i++) result[i] = values[i] is { } value ? convert(value) : missing;
        }
        else
        {
            var values = new T[count];
            await group.ReadAsync<T>(field, new Memory<T>(values)).ConfigureAwait(false);
            for (int i = 0; i < count; i++) result[i] = convert(values[i]);
        }

        return result;
    }
}
