using System.Runtime.CompilerServices;

namespace Akka.TestKit;

/// <content>Expecting several messages in any order, or one of several.</content>
public abstract partial class TestKitBase
{
    /// <summary>Takes the next message, which must equal one of some.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="messages">The candidates.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public T ExpectMsgAnyOf<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default) =>
        Finished(AnyOf(true, messages, cancellationToken));

    /// <summary>Awaits the next message, which must equal one of some.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="messages">The candidates.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message.</returns>
    public ValueTask<T> ExpectMsgAnyOfAsync<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default) =>
        AnyOf(false, messages, cancellationToken);

    /// <summary>Takes as many messages as are expected; each must be among them and each of them must come.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="messages">What must come, in any order.</param>
    /// <returns>The messages as they came.</returns>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(params T[] messages) =>
        ExpectMsgAllOf((IReadOnlyCollection<T>)messages);

    /// <summary>Takes as many messages as are expected; each must be among them and each of them must come.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="messages">What must come, in any order.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The messages as they came.</returns>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        Drained(AllOf(true, RemainingOrDefault, messages, cancellationToken));

    /// <summary>As above, within a time for all of them.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="max">The time, which is dilated.</param>
    /// <param name="messages">What must come, in any order.</param>
    /// <returns>The messages as they came.</returns>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(TimeSpan max, params T[] messages) =>
        ExpectMsgAllOf(max, (IReadOnlyCollection<T>)messages);

    /// <summary>As above, within a time for all of them.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="max">The time, which is dilated.</param>
    /// <param name="messages">What must come, in any order.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The messages as they came.</returns>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(
        TimeSpan max, IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        Drained(AllOf(true, Dilated(max), messages, cancellationToken));

    /// <summary>Awaits as many messages as are expected; each must be among them and each of them must come.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="messages">What must come, in any order.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The messages as they came, once all of them have.</returns>
    public IAsyncEnumerable<T> ExpectMsgAllOfAsync<T>(IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        AllOf(false, RemainingOrDefault, messages, cancellationToken);

    /// <summary>As above, within a time for all of them.</summary>
    /// <typeparam name="T">The expected type.</typeparam>
    /// <param name="max">The time, which is dilated.</param>
    /// <param name="messages">What must come, in any order.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The messages as they came, once all of them have.</returns>
    public IAsyncEnumerable<T> ExpectMsgAllOfAsync<T>(
        TimeSpan max, IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        AllOf(false, Dilated(max), messages, cancellationToken);

    /// <summary>Takes as many messages as there are predicates; each must satisfy one and each predicate must be satisfied.</summary>
    /// <param name="predicates">The predicates.</param>
    /// <returns>The messages as they came.</returns>
    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(params PredicateInfo[] predicates) =>
        Drained(AllMatching(true, RemainingOrDefault, predicates, CancellationToken.None));

    /// <summary>Takes as many messages as there are predicates; each must satisfy one and each predicate must be satisfied.</summary>
    /// <param name="predicates">The predicates.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The messages as they came.</returns>
    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(
        IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken) =>
        Drained(AllMatching(true, RemainingOrDefault, predicates, cancellationToken));

    /// <summary>As above, within a time for all of them.</summary>
    /// <param name="max">The time, which is dilated.</param>
    /// <param name="predicates">The predicates.</param>
    /// <returns>The messages as they came.</returns>
    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(TimeSpan max, params PredicateInfo[] predicates) =>
        Drained(AllMatching(true, Dilated(max), predicates, CancellationToken.None));

    /// <summary>As above, within a time for all of them.</summary>
    /// <param name="max">The time, which is dilated.</param>
    /// <param name="predicates">The predicates.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The messages as they came.</returns>
    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(
        TimeSpan max, IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken) =>
        Drained(AllMatching(true, Dilated(max), predicates, cancellationToken));

    /// <summary>Awaits as many messages as there are predicates; each must satisfy one and each predicate must be satisfied.</summary>
    /// <param name="predicates">The predicates.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The messages as they came, once all of them have.</returns>
    public IAsyncEnumerable<object> ExpectMsgAllOfMatchingPredicatesAsync(
        IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken = default) =>
        AllMatching(false, RemainingOrDefault, predicates, cancellationToken);

    /// <summary>As above, within a time for all of them.</summary>
    /// <param name="max">The time, which is dilated.</param>
    /// <param name="predicates">The predicates.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The messages as they came, once all of them have.</returns>
    public IAsyncEnumerable<object> ExpectMsgAllOfMatchingPredicatesAsync(
        TimeSpan max, IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken = default) =>
        AllMatching(false, Dilated(max), predicates, cancellationToken);

    private ValueTask<T> AnyOf<T>(bool blocking, IEnumerable<T> messages, CancellationToken cancellationToken)
    {
        var candidates = messages.ToArray();
        return Expect<T>(
            blocking, null, null,
            (actual, _) => _assertions.AssertTrue(
                candidates.Contains(actual), $"Expected one of [{string.Join(", ", candidates)}], but received {{{actual}}}"),
            cancellationToken);
    }

    private async IAsyncEnumerable<T> AllOf<T>(
        bool blocking, TimeSpan max, IReadOnlyCollection<T> messages, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var received = await Collected(blocking, messages.Count, max, cancellationToken);
        // One by one, so that two expected equals need two received ones.
        var missing = messages.ToList();
        var unexpected = received.Where(message => message is not T typed || !missing.Remove(typed)).ToList();
        JudgeAll(missing, unexpected);
        foreach (var message in received)
            yield return (T)message;
    }

    private async IAsyncEnumerable<object> AllMatching(
        bool blocking, TimeSpan max, IReadOnlyCollection<PredicateInfo> predicates,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var received = await Collected(blocking, predicates.Count, max, cancellationToken);
        var missing = predicates.Where(predicate => !received.Exists(predicate.Accepts)).ToList();
        var unexpected = received.Where(message => !predicates.Any(predicate => predicate.Accepts(message))).ToList();
        JudgeAll(missing, unexpected);
        foreach (var message in received)
            yield return message;
    }

    private async ValueTask<List<object>> Collected(bool blocking, int count, TimeSpan max, CancellationToken cancellationToken)
    {
        var received = new List<object>();
        await foreach (var message in ManyAsync(blocking, count, max, cancellationToken))
            received.Add(message);
        return received;
    }

    private void JudgeAll<T>(List<T> missing, List<object> unexpected) =>
        _assertions.AssertTrue(
            missing.Count == 0 && unexpected.Count == 0,
            $"not found [{string.Join(", ", missing)}], found unexpected [{string.Join(", ", unexpected)}]");
}
