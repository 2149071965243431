using System.Collections;

namespace Akka.TestKit.Xunit2.Internals;

/// <summary>Equality of messages: sequences are equal if their elements are, everything else as it says itself.</summary>
/// <typeparam name="T">The values' type.</typeparam>
/// <param name="skipTypeCheck">Whether equal values of different types are equal.</param>
/// <param name="innerComparer">Compares elements; null compares them like this.</param>
public class AkkaAssertEqualityComparer<T>(bool skipTypeCheck = false, IEqualityComparer? innerComparer = null) : IEqualityComparer<T>
{
    /// <inheritdoc/>
    public bool Equals(T? x, T? y)
    {
        if (x is null || y is null)
            return x is null && y is null;
        if (x is IEquatable<T> equatable)
            return equatable.Equals(y);
        if (x is not string && x is IEnumerable left && y is IEnumerable right)
            return (skipTypeCheck || x.GetType() == y.GetType() || x is not ICollection) && Sequences(left, right);
        return x.Equals(y);
    }

    /// <summary>Not for hash tables.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public int GetHashCode(T obj) => throw new NotSupportedException("This comparer is for assertions only.");

    private bool Sequences(IEnumerable left, IEnumerable right)
    {
        var elements = innerComparer;
        var others = new AkkaAssertEqualityComparer<object>(skipTypeCheck);
        return left.Cast<object?>().SequenceEqual(
            right.Cast<object?>(), new Elements((a, b) => elements?.Equals(a, b) ?? others.Equals(a, b)));
    }

    private sealed class Elements(Func<object?, object?, bool> equal) : IEqualityComparer<object?>
    {
        bool IEqualityComparer<object?>.Equals(object? x, object? y) => equal(x, y);

        int IEqualityComparer<object?>.GetHashCode(object? obj) => 0;
    }
}
