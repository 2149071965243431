namespace Akka.TestKit;

/// <summary>A predicate of some type, for <see cref="TestKitBase.ExpectMsgAllOfMatchingPredicates(PredicateInfo[])"/>.</summary>
public class PredicateInfo
{
    private readonly Func<object, bool> _accepts;

    private PredicateInfo(Delegate predicate, Type type, Func<object, bool> accepts)
    {
        PredicateT = predicate;
        Type = type;
        _accepts = accepts;
    }

    /// <summary>The predicate.</summary>
    public Delegate PredicateT { get; }

    /// <summary>The type it judges; it refuses all others.</summary>
    public Type Type { get; }

    /// <summary>Wraps a predicate.</summary>
    /// <typeparam name="T">The type it judges.</typeparam>
    /// <param name="predicateT">The predicate.</param>
    /// <returns>The wrapped predicate.</returns>
    public static PredicateInfo Create<T>(Predicate<T> predicateT) =>
        new(predicateT, typeof(T), message => message is T typed && predicateT(typed));

    /// <inheritdoc/>
    public override string ToString() => $"{GetType().FullName}<{Type.FullName}>";

    internal bool Accepts(object message) => _accepts(message);
}

/// <summary>Writes <see cref="PredicateInfo"/> as a suffix.</summary>
public static class PredicateInfoFactory
{
    /// <summary>Wraps a predicate.</summary>
    /// <typeparam name="T">The type it judges.</typeparam>
    /// <param name="predicateT">The predicate.</param>
    /// <returns>The wrapped predicate.</returns>
    public static PredicateInfo CreatePredicateInfo<T>(this Predicate<T> predicateT) => PredicateInfo.Create(predicateT);

    /// <summary>Wraps a delegate that is a <see cref="Predicate{T}"/>.</summary>
    /// <typeparam name="T">The type it judges.</typeparam>
    /// <param name="predicateT">The delegate.</param>
    /// <returns>The wrapped predicate.</returns>
    /// <exception cref="InvalidCastException">The delegate is something else.</exception>
    public static PredicateInfo CreatePredicateInfo<T>(this Delegate predicateT) => PredicateInfo.Create((Predicate<T>)predicateT);
}
