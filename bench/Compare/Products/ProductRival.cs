namespace Compare.Products;

/// <summary>A library's figures for one product.</summary>
/// <param name="Library">With its kernels.</param>
/// <param name="Order">Of the factors that it likes best: N as it is, T turned.</param>
/// <param name="Gflops">With the factors in the order that the network has them in.</param>
/// <param name="TurnedGflops">In the order that it likes best.</param>
internal sealed record ProductRival(string Library, string Order, double Gflops, double TurnedGflops);
