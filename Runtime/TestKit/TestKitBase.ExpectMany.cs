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

    private async ValueTask<T> AnyOf<T>(bool blocking, IEnumerable<T> messages, CancellationToken cancellationToken)
    {
        var wait = RemainingOrDefault;
        var taken = await Take(blocking, wait, cancellationToken);
        // Akka.NET lists the elements of an array of references only; of anything else it has the type.
        var listed = messages is object?[] several ? string.Join(",", several.Select(each => each ?? "<null>")) : messages.ToString();
        _assertions.AssertTrue(taken is not null, $"Timeout {wait} during waiting for ExpectMsgAnyOf waiting for ({listed})");
        _assertions.AssertTrue(
            taken!.Message is T typed && messages.Contains(typed), "ExpectMsgAnyOf found unexpected {0}", taken.Message);
        return (T)taken.Message;
    }

    private async IAsyncEnumerable<T> AllOf<T>(
        bool blocking, TimeSpan max, IReadOnlyCollection<T> messages, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var missing = messages.ToList();
        var unexpected = new List<object>();
        await foreach (var message in ManyAsync(blocking, messages.Count, max, cancellationToken))
        {
            if (message is not T typed)
            {
                unexpected.Add(message);
                continue;
            }
            // One by one, so that two expected equals need two received ones. As in Akka.NET a default value is never found.
            if (Equals(typed, default(T)) || !missing.Remove(typed))
                unexpected.Add(message);
            yield return typed;
        }
        JudgeAll(missing, unexpected);
    }

    private async IAsyncEnumerable<object> AllMatching(
        bool blocking, TimeSpan max, IReadOnlyCollection<PredicateInfo> predicates,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var missing = predicates.ToList();
        var unexpected = new List<object>();
        await foreach (var message in ManyAsync(blocking, predicates.Count, max, cancellationToken))
        {
            if (missing.Find(predicate => predicate.Accepts(message)) is { } accepting)
                missing.Remove(accepting);
            else
                unexpected.Add(message);
            yield return message;
        }
        JudgeAll(missing, unexpected);
    }

    private void JudgeAll<T>(List<T> missing, List<object> unexpected)
    {
        if (missing.Count == 0 && unexpected.Count == 0)
            return;
        _assertions.Fail(
            (missing.Count == 0 ? "" : $"not found [{string.Join(", ", missing)}] ")
            + (unexpected.Count == 0 ? "" : $"found unexpected [{string.Join(", ", unexpected)}]"));
    }
}
