namespace Akka.TestKit;

/// <summary>What a test framework does when an expectation is not met.</summary>
public interface ITestKitAssertions
{
    /// <summary>Fails the test.</summary>
    /// <param name="format">The reason, a composite format if there are arguments.</param>
    /// <param name="args">Its arguments.</param>
    void Fail(string format = "", params object[] args);

    /// <summary>Fails the test unless the condition holds.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="format">The reason, a composite format if there are arguments.</param>
    /// <param name="args">Its arguments.</param>
    void AssertTrue(bool condition, string format = "", params object[] args);

    /// <summary>Fails the test if the condition holds.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="format">The reason, a composite format if there are arguments.</param>
    /// <param name="args">Its arguments.</param>
    void AssertFalse(bool condition, string format = "", params object[] args);

    /// <summary>Fails the test unless the values are equal.</summary>
    /// <typeparam name="T">The values' type.</typeparam>
    /// <param name="expected">What should be.</param>
    /// <param name="actual">What is.</param>
    /// <param name="format">The reason, a composite format if there are arguments.</param>
    /// <param name="args">Its arguments.</param>
    void AssertEqual<T>(T expected, T actual, string format = "", params object[] args);

    /// <summary>Fails the test unless the comparer says that the values are equal.</summary>
    /// <typeparam name="T">The values' type.</typeparam>
    /// <param name="expected">What should be.</param>
    /// <param name="actual">What is.</param>
    /// <param name="comparer">Gets expected and actual.</param>
    /// <param name="format">The reason, a composite format if there are arguments.</param>
    /// <param name="args">Its arguments.</param>
    void AssertEqual<T>(T expected, T actual, Func<T, T, bool> comparer, string format = "", params object[] args);
}
