using Xunit.Sdk;

namespace Akka.TestKit.Xunit2.Internals;

/// <summary>Two values were expected to be equal.</summary>
#pragma warning disable CA1032 // Akka.NET's constructor.
public class AkkaEqualException : XunitException
#pragma warning restore CA1032
{
    /// <summary>Says why.</summary>
    /// <param name="format">The reason, a composite format if there are arguments.</param>
    /// <param name="args">Its arguments.</param>
    public AkkaEqualException(string format = "", params object[] args)
        : base(XunitAssertions.Text(format, args))
    {
    }

    /// <summary>Shows the two values.</summary>
    /// <param name="expected">What should be.</param>
    /// <param name="actual">What is.</param>
    /// <param name="format">The reason, a composite format if there are arguments.</param>
    /// <param name="args">Its arguments.</param>
    /// <returns>The exception.</returns>
    public static AkkaEqualException ForMismatchedValues(object? expected, object? actual, string? format = null, params object[] args)
    {
        var reason = XunitAssertions.Text(format, args);
        var head = string.IsNullOrEmpty(reason) ? "Equality assertion failed" : reason;
        return new AkkaEqualException(
            $"{head}{Environment.NewLine}Expected: {Shown(expected)}{Environment.NewLine}Actual:   {Shown(actual)}");
    }

    private static string Shown(object? value) => value is null ? "null" : $"{value} (type {value.GetType()})";
}
