using System.Collections.Immutable;
using System.Globalization;

namespace NeuralNet.Gen;

/// <summary>
/// The header of a <c>.npy</c> file: a Python dictionary literal with exactly the keys <c>descr</c>, <c>fortran_order</c> and <c>shape</c>. Reads that grammar and no other.
/// </summary>
internal ref struct NpyHeader(string path, ReadOnlySpan<byte> text, int start)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _at;

    public string Type { get; private set; } = "";

    public bool FortranOrder { get; private set; }

    public ImmutableArray<int> Shape { get; private set; }

    public void Parse()
    {
        Expect('{');
        bool type = false, order = false, shape = false;
        while (!Skip('}'))
        {
            int at = _at;
            string key = String();
            Expect(':');
            bool twice;
            switch (key)
            {
                case "descr":
                    twice = type;
                    type = true;
                    Type = String();
                    break;
                case "fortran_order":
                    twice = order;
                    order = true;
                    FortranOrder = Boolean();
                    break;
                case "shape":
                    twice = shape;
                    shape = true;
                    Shape = Tuple();
                    break;
                default:
                    throw Fault(at, $"unknown key '{key}'; descr, fortran_order and shape are expected");
            }

            if (twice) throw Fault(at, $"'{key}' stands there twice");
            if (!Skip(','))
            {
                Expect('}');
                break;
            }
        }

        SkipSpace();
        if (_at < _text.Length) throw Fault(_at, "text follows the dictionary");
        if (!type || !order || !shape) throw Fault(_at, $"'{(!type ? "descr" : !order ? "fortran_order" : "shape")}' is missing");
    }

    private ImmutableArray<int> Tuple()
    {
        Expect('(');
        var extents = ImmutableArray.CreateBuilder<int>();
        while (!Skip(')'))
        {
            SkipSpace();
            int from = _at;
            while (_at < _text.Length && _text[_at] is >= (byte)'0' and <= (byte)'9') _at++;
            if (!int.TryParse(_text[from.._at], NumberStyles.None, CultureInfo.InvariantCulture, out int extent)) throw Fault(from, $"an extent from 0 to {int.MaxValue} is expected");
            if (extents.Count == 64) throw Fault(from, "more than 64 extents; NumPy has no such array");
            extents.Add(extent);
            Skip('L');
            if (Skip(',')) continue;
            Expect(')');
            break;
        }

        return extents.ToImmutable();
    }

    private bool Boolean()
    {
        SkipSpace();
        if (_text[_at..].StartsWith("True"u8))
        {
            _at += 4;
            return true;
        }

        if (!_text[_at..].StartsWith("False"u8)) throw Fault(_at, "True or False is expected");
        _at += 5;
        return false;
    }

    private string String()
    {
        SkipSpace();
        int from = _at;
        if (_at == _text.Length || _text[_at] is not ((byte)'\'' or (byte)'"')) throw Fault(from, "a string in quotes is expected: arrays of records are not read");
        int length = _text[(from + 1)..].IndexOf(_text[from]);
        if (length < 0) throw Fault(from, "the string has no end");
        if (length > 32) throw Fault(from, $"a string of {length} bytes; a key or a type is expected");
        _at = from + length + 2;
        ReadOnlySpan<byte> value = _text.Slice(from + 1, length);
        if (value.ContainsAnyExceptInRange((byte)' ', (byte)'~')) throw Fault(from, "the string is no plain text");
        return System.Text.Encoding.ASCII.GetString(value);
    }

    private void Expect(char wanted)
    {
        if (!Skip(wanted)) throw Fault(_at, $"'{wanted}' is expected");
    }

    private bool Skip(char wanted)
    {
        SkipSpace();
        if (_at == _text.Length || _text[_at] != wanted) return false;
        _at++;
        return true;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && _text[_at] is ((byte)' ' or (byte)'\n' or (byte)'\t' or (byte)'\r')) _at++;
    }

    private readonly DataFormatException Fault(int at, string fault) => new(path, start + at, $"the header is damaged: {fault}");
}
