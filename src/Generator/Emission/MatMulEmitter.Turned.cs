using NeuralNet.Gen.Generator.Kernels;

namespace NeuralNet.Gen.Generator.Emission;

/// <summary>Products of few columns, whose lanes are rows.</summary>
internal sealed partial class MatMulEmitter
{
    /// <summary>Whether the lanes of this width are rows, because columns would leave more than a fifth of them empty.</summary>
    private bool IsTurned
    {
        get
        {
            int n = _kernel.N.Count, filled = (n + _form.Lanes - 1) / _form.Lanes * _form.Lanes;
            return !Shares && _kernel.HasFewColumns && !_form.IsScalar && 4 * filled > 5 * n;
        }
    }

    /// <summary>
    /// c[M, N] with few columns: a tile computes the transpose of some rows, all columns at once, and is turned on the way to where it belongs. The chains are those of any other tile. Shares of workers are whole registers of rows, so no
    /// tile reads past a row of a, which may be the caller's.
    /// </summary>
    private void EmitTurned()
    {
        int n = _kernel.N.Count, most = _form.Bits == 256 ? 1 : 2, width = most * _form.Lanes;
        bool hasRest = width > SimdForm.LogicalLanes && _kernel.M.Count % width != 0;
        string columns = Literals.Int(n), distance = Literals.Int(width);
        Driver(() =>
        {
            _writer.Line($"float* space = stackalloc float[{Literals.Int((SimdForm.LogicalLanes * width) + 16)}], turned = Panel.Align(space);");
            using (_writer.Block($"for (nint row = from; row < to; row += {distance})"))
            {
                _writer.Line($"int rows = (int)Math.Min({distance}, to - row);");
                if (_kernel.Resumes) _writer.Line($"if (resumes) NarrowRows.Load(c + row * {columns}, {columns}, turned, {distance}, rows);");
                if (!hasRest) Call(most);
                else
                {
                    using (_writer.Block($"if (rows == {distance})")) Call(most);
                    using (_writer.Block("else")) Call(1);
                }

                _writer.Line($"NarrowRows.Store(turned, {distance}, c + row * {columns}, {columns}, rows);");
            }
        });

        foreach (int registers in hasRest ? new[] { most, 1 } : [most])
        {
            // What is a factor of rows elsewhere is one of columns here, and the other way round.
            var strides = new TileStrides(1, columns, Literals.Int(_kernel.M.Count), distance);
            TileEmitter.Emit(
                _writer, _form, Name(registers), "float* a, float* b, float* c, nint terms" + (_kernel.Resumes ? ", bool resumes" : ""), n, registers, "terms", strides, _form.Lanes, TileEmitter.Sum, _kernel.Resumes ? "resumes" : null,
                ahead: n >= FewRows);
        }

        string Name(int registers) => $"{_name}_{columns}x{Literals.Int(registers)}";

        void Call(int registers) => _writer.Line($"{Name(registers)}(b, a + row, turned, steps{(_kernel.Resumes ? ", resumes" : "")});");
    }
}
