namespace Akka.Util;

/// <summary>A value that may be absent.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
public readonly struct Option<T> : IEquatable<Option<T>>
{
    /// <summary>Wraps a value; null counts as absent.</summary>
    public Option(T value)
    {
        Value = value;
        HasValue = value is not null;
    }

#pragma warning disable CA1000 // As in Akka.NET.
    /// <summary>The absent value.</summary>
    public static Option<T> None => default;
#pragma warning restore CA1000

    /// <summary>Whether a value is present.</summary>
    public bool HasValue { get; }

    /// <summary>Whether no value is present.</summary>
    public bool IsEmpty => !HasValue;

    /// <summary>The value, or the default of <typeparamref name="T"/>.</summary>
    public T Value { get; }

    /// <summary>The value, or <paramref name="fallbackValue"/> if there is none.</summary>
    public T GetOrElse(T fallbackValue) => HasValue ? Value : fallbackValue;

    /// <summary>Wraps a value; null counts as absent.</summary>
#pragma warning disable CA1000 // As in Akka.NET.
    public static Option<T> Create(T value) => new(value);
#pragma warning restore CA1000

    /// <summary>Wraps a value.</summary>
    public static implicit operator Option<T>(T item) => new(item);

    /// <inheritdoc/>
    public bool Equals(Option<T> other) =>
        HasValue == other.HasValue && EqualityComparer<T>.Default.Equals(Value, other.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Option<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HasValue ? EqualityComparer<T>.Default.GetHashCode(Value!) : 0;

    /// <inheritdoc/>
    public override string ToString() => HasValue ? $"Some<{Value}>" : "None";

    /// <summary>Equality of presence and value.</summary>
    public static bool operator ==(Option<T> left, Option<T> right) => left.Equals(right);

    /// <summary>Negation of equality.</summary>
    public static bool operator !=(Option<T> left, Option<T> right) => !left.Equals(right);
}
