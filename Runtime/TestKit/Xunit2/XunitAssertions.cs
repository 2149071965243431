using System.Globalization;
using Akka.TestKit.Xunit2.Internals;
using Xunit;

namespace Akka.TestKit.Xunit2;

/// <summary>Fails tests by xunit's exceptions.</summary>
public class XunitAssertions : ITestKitAssertions
{
    /// <inheritdoc/>
    public void Fail(string format = "", params object[] args) => Assert.Fail(Text(format, args));

    /// <inheritdoc/>
    public void AssertTrue(bool condition, string format = "", params object[] args) => Assert.True(condition, Text(format, args));

    /// <inheritdoc/>
    public void AssertFalse(bool condition, string format = "", params object[] args) => Assert.False(condition, Text(format, args));

    /// <inheritdoc/>
    public void AssertEqual<T>(T expected, T actual, string format = "", params object[] args)
    {
        if (!new AkkaAssertEqualityComparer<T>().Equals(expected, actual))
            throw AkkaEqualException.ForMismatchedValues(expected, actual, format, args);
    }

    /// <inheritdoc/>
    public void AssertEqual<T>(T expected, T actual, Func<T, T, bool> comparer, string format = "", params object[] args)
    {
        if (!comparer(expected, actual))
            throw AkkaEqualException.ForMismatchedValues(expected, actual, format, args);
    }

#pragma warning disable CA1822 // Instance members in Akka.NET.
    /// <summary>Insists on an exception.</summary>
    /// <param name="action">What must throw.</param>
    /// <returns>The exception.</returns>
    public Exception AssertThrows(Action action) => Assert.ThrowsAny<Exception>(action);

    /// <summary>Insists on an exception of a type.</summary>
    /// <typeparam name="TException">The exact type.</typeparam>
    /// <param name="action">What must throw.</param>
    /// <returns>The exception.</returns>
    public TException AssertThrows<TException>(Action action) where TException : Exception => Assert.Throws<TException>(action);

    /// <summary>Insists on an exception.</summary>
    /// <param name="action">What must throw.</param>
    /// <returns>The exception.</returns>
    public Task<Exception> AssertThrowsAsync(Func<Task> action) => Assert.ThrowsAnyAsync<Exception>(action);

    /// <summary>Insists on an exception of a type.</summary>
    /// <typeparam name="TException">The exact type.</typeparam>
    /// <param name="action">What must throw.</param>
    /// <returns>The exception.</returns>
    public Task<TException> AssertThrowsAsync<TException>(Func<Task> action) where TException : Exception =>
        Assert.ThrowsAsync<TException>(action);
#pragma warning restore CA1822

    // As in Akka.NET a text is always a format, also without arguments and when nothing is wrong: braces in it are a FormatException.
    private static string Text(string format, object[] args) => string.Format(CultureInfo.InvariantCulture, format, args);
}
