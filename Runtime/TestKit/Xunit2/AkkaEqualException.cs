using System.Globalization;
using Xunit.Sdk;

namespace Akka.TestKit.Xunit2.Internals;

/// <summary>Two values were expected to be equal.</summary>
#pragma warning disable CA1032 // Akka.NET's constructor.
public class AkkaEqualException : XunitException
#pragma warning restore CA1032
{
    private static readonly string Indent = Environment.NewLine + new string(' ', 10);
    private readonly string _format;
    private readonly object[] _args;

    /// <summary>Says why.</summary>
    /// <param name="format">The reason, a composite format.</param>
    /// <param name="args">Its arguments.</param>
    public AkkaEqualException(string format = "", params object[] args)
        : base(null!)
    {
        _format = format;
        _args = args;
    }

    /// <summary>What is wrong, after the words that every exception without a message of its own has.</summary>
    public override string Message => string.IsNullOrEmpty(_format) ? base.Message : $"{base.Message} {Text()}";

    /// <summary>Shows the two values.</summary>
    /// <param name="expected">What should be.</param>
    /// <param name="actual">What is.</param>
    /// <param name="format">The reason, a composite format.</param>
    /// <param name="args">Its arguments.</param>
    /// <returns>The exception.</returns>
    public static AkkaEqualException ForMismatchedValues(
        object? expected, object? actual, string? format = null, params object[] args) =>
        new(
            $"Assert.Equal() Failure: {format ?? "Values differ"}{Environment.NewLine}"
                + $"Expected: {Shown(expected)}{Environment.NewLine}Actual:   {Shown(actual)}",
            args);

    private static string Shown(object? value) =>
        (value as string ?? ArgumentFormatter.Format(value)).Replace(Environment.NewLine, Indent, StringComparison.Ordinal);

    // Values with braces in them make a text that is no format.
    private string Text()
    {
        try
        {
            return string.Format(CultureInfo.InvariantCulture, _format, _args);
        }
        catch (FormatException)
        {
            return $"[Could not string.Format(\"{_format}\", {string.Join(", ", _args)})]";
        }
    }
}
